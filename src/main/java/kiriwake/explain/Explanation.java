package kiriwake.explain;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is said about one cause in one language.
 *
 * @param side who has to act when nothing more is known: {@code client}, {@code client-network}, {@code path},
 *     {@code server} or {@code settings}
 * @param stage the rung of the ladder, as {@code nat-t}
 * @param title what is wrong, in one line of at most 70 columns
 * @param summary what happened and where, for the head of a report; without a word on certainty
 * @param who who has to act, a few words
 * @param fix steps, the one that helps most often first
 * @param message what to send to whoever has to act, when that is not the reader
 * @param about what it is, how it shows, what tells it from its neighbours
 * @param observation the one cheapest thing to do that would confirm or split it
 */
public record Explanation(
        String id,
        Language language,
        String side,
        String stage,
        String title,
        String summary,
        String who,
        List<Passage> fix,
        Passage message,
        Passage about,
        Optional<Observation> observation) {

    public Explanation {
        fix = List.copyOf(fix);
    }

    /**
     * An observation, and what it would tell about this cause.
     *
     * @param id one of {@link Explanations#observations}
     */
    public record Observation(String id, String text) {}

    /**
     * With {@code {peer}}, {@code {server}}, {@code {user}}, {@code {time}} and {@code {cause-evidence}} replaced by
     * what is known; by words that say so where nothing is known. A paragraph that is nothing but an unknown piece
     * of evidence is left out of the message.
     *
     * @param known keys without the braces
     */
    public Explanation filled(Map<String, String> known) {
        var slots = new Slots(language, known);
        return new Explanation(
                id,
                language,
                side,
                stage,
                title,
                slots.fill(summary),
                slots.fill(who),
                fix.stream().map(step -> step.map(slots::fill)).toList(),
                slots.withoutUnknownEvidence(message).map(slots::fill),
                about,
                observation.map(seen -> new Observation(seen.id(), slots.fill(seen.text()))));
    }
}
