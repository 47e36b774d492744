// A server that sends back what it receives.
//
//     PROGRAM echo CONTESTANT
//
// says `ready PORT` and ends with its standard input.
"use strict";

const net = require("node:net");

const server = net.createServer({ noDelay: true }, (socket) => {
  socket.on("data", (data) => socket.write(data));
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 1024 }, () => {
  console.log(`ready ${server.address().port}`);
});
process.stdin.on("end", () => process.exit(0)).resume();
