/// Programs that CPython ran, ported to Java, and the comparison of what both printed.
package dev.rondo.oracle;
