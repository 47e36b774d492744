/// The `rondo` command. It is started by the script `rondo` and has no API.
@org.jspecify.annotations.NullMarked
module dev.rondo.tools {
  requires static org.jspecify;
  requires dev.rondo;
  requires jdk.compiler;
}
