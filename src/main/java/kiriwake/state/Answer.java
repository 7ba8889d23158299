package kiriwake.state;

/** Whether a rule matches a packet of which not everything is known. */
enum Answer {
    YES,
    NO,
    MAYBE;

    Answer negatedIf(boolean negated) {
        if (!negated || this == MAYBE) {
            return this;
        }
        return this == YES ? NO : YES;
    }

    static Answer of(boolean yes) {
        return yes ? YES : NO;
    }
}
