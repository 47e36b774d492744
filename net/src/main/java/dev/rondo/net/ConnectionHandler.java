package dev.rondo.net;

/// What a server does with a connection.
///
/// @asyncio `client_connected_cb`
@FunctionalInterface
public interface ConnectionHandler {
  /// Serves a connection, in a task of its own. When it returns or throws, the connection is
  /// closed.
  ///
  /// @param connection the connection
  /// @throws Exception what goes wrong; it is reported to the loop's exception handler
  void handle(Connection connection) throws Exception;
}
