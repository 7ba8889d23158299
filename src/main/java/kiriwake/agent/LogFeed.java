package kiriwake.agent;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiriwake.source.host.Commands;
import kiriwake.source.host.Discovery;
import kiriwake.source.journal.JournalFollower;
import kiriwake.source.journal.JournalPrograms;
import kiriwake.source.tail.Batch;
import kiriwake.source.tail.FollowedState;
import kiriwake.source.tail.Start;
import kiriwake.source.tail.TailFollower;
import kiriwake.source.tail.TailLimits;

/**
 * The log files of the host, and its journal for the programs whose usual file is not read: where rsyslog writes files, the
 * journal says the same again. One thread.
 */
final class LogFeed implements Closeable {
    private final TailFollower tail =
            new TailFollower(new Start.End(), TailLimits.USUAL, InstantSource.system(), System::nanoTime);
    private Optional<JournalFollower> journal = Optional.empty();
    private Set<String> programs = Set.of();

    /**
     * One more of each that is not followed yet.
     *
     * @param checkpoints what was kept of each source, by its name
     */
    void follow(Collection<Path> files, Map<String, String> checkpoints) {
        files.forEach(file -> tail.follow(file, Optional.ofNullable(checkpoints.get(file.toString()))));
    }

    /** The journal, if there is one and it tells something that no followed file does. */
    void followJournal(Discovery.Journal kept, Commands commands, Map<String, String> checkpoints) {
        Optional<Path> journalctl = commands.find("journalctl");
        if (kept == Discovery.Journal.NONE || journalctl.isEmpty()) {
            return;
        }
        List<Path> readable = tail.states().stream()
                .map(state -> Path.of(state.source()))
                .filter(Files::isReadable)
                .toList();
        programs = JournalPrograms.notIn(readable);
        if (programs.isEmpty()) {
            return;
        }
        journal = Optional.of(new JournalFollower(
                journalctl.get().toString(),
                programs,
                Optional.ofNullable(checkpoints.get(JournalFollower.SOURCE)),
                new Start.End(),
                InstantSource.system(),
                System::nanoTime));
    }

    /** Programs that are followed in the journal. */
    Set<String> journalPrograms() {
        return programs;
    }

    /** Names of all sources: paths, and {@code journal}. */
    List<String> sources() {
        var sources = new ArrayList<String>();
        tail.states().forEach(state -> sources.add(state.source()));
        if (journal.isPresent()) {
            sources.add(JournalFollower.SOURCE);
        }
        return sources;
    }

    /** How many are being read now. */
    long reading() {
        return tail.states().stream()
                        .map(FollowedState::trouble)
                        .filter(String::isEmpty)
                        .count()
                + journal.filter(follower -> follower.state().trouble().isEmpty()).stream()
                        .count();
    }

    /** The next step of each; never waits. */
    List<Batch> poll() {
        var batches = new ArrayList<Batch>();
        batches.add(tail.poll());
        journal.ifPresent(follower -> batches.add(follower.poll()));
        return batches;
    }

    @Override
    public void close() throws IOException {
        try {
            tail.close();
        } finally {
            if (journal.isPresent()) {
                journal.get().close();
            }
        }
    }
}
