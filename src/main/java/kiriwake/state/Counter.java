package kiriwake.state;

/** What a rule or policy counted since it was loaded. */
record Counter(long packets, long octets) {
    static final Counter ZERO = new Counter(0, 0);
}
