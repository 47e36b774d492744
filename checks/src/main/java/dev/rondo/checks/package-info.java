/// Random programs, run on Rondo, with the traces that CPython's asyncio gives for them.
@NullMarked
package dev.rondo.checks;

import org.jspecify.annotations.NullMarked;
