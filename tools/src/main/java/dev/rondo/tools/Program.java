package dev.rondo.tools;

import java.util.List;
import java.util.Map;

/// A compiled program.
///
/// @param candidates the classes that may have the main method, in the order in which to look
/// @param classes the class files by name of class
/// @param sources what it was compiled from
record Program(List<String> candidates, Map<String, byte[]> classes, Sources sources) {}
