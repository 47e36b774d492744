/// Classic bugs of concurrent code, each broken and mended, and how the test kit finds them.
@org.jspecify.annotations.NullMarked
package dev.rondo.testing.gallery;
