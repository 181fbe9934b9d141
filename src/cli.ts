#!/usr/bin/env node
const args = process.argv.slice(2);

// The version is asked for by scripts, often: nothing else is loaded for it.
if (args.length === 1 && args[0] === '--version') {
  const { version } = await import('./commands/version.ts');
  process.stdout.write(`${version()}\n`);
} else {
  const { main } = await import('./commands/main.ts');
  process.exitCode = await main(args);
  // Whatever may still hold the process is no reason to keep the user waiting.
  setTimeout(() => process.exit(), 2_000).unref();
}
