/// What goes wrong in a network, cell by cell, each over many seeds.
@org.jspecify.annotations.NullMarked
package dev.rondo.testing.faults;
