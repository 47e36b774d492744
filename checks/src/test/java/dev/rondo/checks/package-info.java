@NullMarked
package dev.rondo.checks;

import org.jspecify.annotations.NullMarked;
