@org.jspecify.annotations.NullMarked
package dev.rondo.net;
