package kiriwake.source.tail;

/** Something else stands at a name than a moment ago: a rotation goes on. What was begun is begun again. */
final class MovedException extends Exception {
    private static final long serialVersionUID = 1;
}
