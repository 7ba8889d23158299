package kiriwake.source.journal;

import java.io.IOException;
import java.util.List;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteResultHandler;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.Executor;
import org.apache.commons.exec.PumpStreamHandler;

/** The real one, through Commons Exec. */
final class ExecJournalctl implements Journalctl {
    private final String program;

    ExecJournalctl(String program) {
        this.program = program;
    }

    @Override
    public Running start(List<String> arguments, Pipe pipe) {
        var command = new CommandLine(program);
        arguments.forEach(argument -> command.addArgument(argument, false));
        var watchdog = ExecuteWatchdog.builder()
                .setTimeout(ExecuteWatchdog.INFINITE_TIMEOUT_DURATION)
                .get();
        var errors = new LastWords();
        DefaultExecutor executor = DefaultExecutor.builder()
                .setExecuteStreamHandler(new PumpStreamHandler(pipe, errors))
                .get();
        executor.setWatchdog(watchdog);
        try {
            executor.execute(command, new ExecuteResultHandler() {
                @Override
                public void onProcessComplete(int status) {
                    pipe.ended("journalctl ended with status " + status + errors.said());
                }

                @Override
                public void onProcessFailed(ExecuteException failure) {
                    pipe.ended(
                            failure.getExitValue() == Executor.INVALID_EXITVALUE
                                    ? JournalFollower.NOT_THERE + ": " + failure.getMessage()
                                    : "journalctl ended with status " + failure.getExitValue() + errors.said());
                }
            });
        } catch (IOException failure) {
            pipe.ended(JournalFollower.NOT_THERE + ": " + failure.getMessage());
        }
        return watchdog::destroyProcess;
    }
}
