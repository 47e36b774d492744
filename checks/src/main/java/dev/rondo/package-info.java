/// What the checks need from inside of the core.
@NullMarked
package dev.rondo;

import org.jspecify.annotations.NullMarked;
