/** A bare relay from WebSocket to WebSocket, as a process: what a proxy costs that does nothing but its job. Port 0, upstream in argv. */
import WebSocket, { WebSocketServer } from 'ws';

const [, , upstream = ''] = process.argv;
const server = new WebSocketServer({
  port: 0,
  host: '127.0.0.1',
  perMessageDeflate: false,
  handleProtocols: (offered) => [...offered][0] ?? false,
});
server.on('connection', (charger, request) => {
  const csms = new WebSocket(`${upstream}${request.url}`, charger.protocol, { perMessageDeflate: false });
  const early: [WebSocket.RawData, boolean][] = [];
  charger.on('message', (data, binary) => (csms.readyState === csms.OPEN ? csms.send(data, { binary }) : early.push([data, binary])));
  csms.on('open', () => {
    for (const [data, binary] of early) csms.send(data, { binary });
  });
  csms.on('message', (data, binary) => charger.send(data, { binary }));
  charger.on('close', () => csms.terminate()).on('error', () => {});
  csms.on('close', () => charger.terminate()).on('error', () => {});
});
server.on('listening', () => {
  const address = server.address();
  console.error(`ws://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`);
});
