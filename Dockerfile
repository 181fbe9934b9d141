# Minimal, and not built by our own checks: there is no Docker where they run. Chromium, for report.pdf, is not in it.
#
#   docker build -t ocppliance .
#   docker run --rm -p 9000:9000 -v "$PWD:/work" ocppliance run charger --listen 0.0.0.0:9000 --ocpp 1.6
FROM node:22-slim AS build
WORKDIR /ocppliance
COPY . .
RUN npm ci && npm run build && npm prune --omit=dev

FROM node:22-slim
COPY --from=build /ocppliance/package.json /ocppliance/LICENSE /ocppliance/NOTICE /opt/ocppliance/
COPY --from=build /ocppliance/dist /opt/ocppliance/dist
COPY --from=build /ocppliance/node_modules /opt/ocppliance/node_modules
WORKDIR /work
USER node
ENTRYPOINT ["node", "/opt/ocppliance/dist/src/cli.js"]
CMD ["--help"]
