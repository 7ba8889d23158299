package kiriwake.source.tail;

/**
 * How it stands with one log.
 *
 * @param trouble empty when it is there and being read; else why not, continuing "it": {@code is not there},
 *     {@code is a FIFO …}
 * @param openFiles held open, rotated ones included
 * @param lagBytes known to be written and not yet read
 * @param lines delivered since the start
 * @param gaps told since the start
 */
public record FollowedState(String source, String trouble, int openFiles, long lagBytes, long lines, long gaps) {}
