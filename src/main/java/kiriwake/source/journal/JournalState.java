package kiriwake.source.journal;

/**
 * How it stands with the journal.
 *
 * @param trouble empty when it is being read; else why not, one sentence without a full stop
 * @param absent there is no {@code journalctl} on this host
 * @param lines delivered since the start
 * @param starts how often {@code journalctl} was started
 */
public record JournalState(String trouble, boolean absent, long lines, long starts) {}
