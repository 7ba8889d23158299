package kiriwake.state;

/** Something in a snapshot that was not understood or does not fit together. {@code line} is 0 for the whole file. */
public record Note(String file, long line, String what) {}
