package kiriwake.observe;

import java.util.List;

/** Of values that are equal, the one that came first: thousands of events say the same of the same few peers. */
final class Alike {
    private final Bounded<Object, Object> known;

    Alike(int most) {
        known = new Bounded<>(most);
    }

    /** {@code value} must not change any more. */
    @SuppressWarnings("unchecked") // equal values of these records, strings and lists are of the same type
    <T> T of(T value) {
        return (T) known.computeIfAbsent(value, same -> same);
    }

    /** A copy, of elements that came first. */
    <T> List<T> ofList(List<T> values) {
        List<T> copy = List.copyOf(values);
        @SuppressWarnings("unchecked")
        List<T> first = (List<T>) known.get(copy);
        return first == null ? of(copy.stream().map(this::of).toList()) : first;
    }
}
