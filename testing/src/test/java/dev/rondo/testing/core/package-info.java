/// The core, under the test kit.
@org.jspecify.annotations.NullMarked
package dev.rondo.testing.core;
