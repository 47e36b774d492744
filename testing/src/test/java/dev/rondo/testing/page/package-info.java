/// The first test of docs/testing.md, as a user would write it.
@org.jspecify.annotations.NullMarked
package dev.rondo.testing.page;
