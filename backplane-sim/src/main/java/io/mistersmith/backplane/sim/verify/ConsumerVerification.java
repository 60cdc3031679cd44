package io.mistersmith.backplane.sim.verify;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** All checks of the consumer figures, each with servers and a monitor of its own. */
public final class ConsumerVerification {

    /** What can be checked. */
    public enum Check {
        LAG,
        CAUSES,
        QUORUM,
        HEALTHY
    }

    /**
     * @param java the command that starts the monitor, JVM options included
     * @param scrapes how many random moments lag is compared at
     * @param healthy how long nothing is wrong
     * @param together whether causes come all at the same time, instead of one after the other
     * @param bySystemAccount whether the monitor may ask the servers themselves
     */
    public record Setup(
            List<String> java,
            Path monitor,
            Path server,
            Duration poll,
            Duration window,
            boolean bySystemAccount,
            long seed,
            int scrapes,
            Duration healthy,
            boolean together,
            Set<Check> checks) {
        public Setup {
            java = List.copyOf(java);
            checks = Set.copyOf(checks);
        }
    }

    private final Setup setup;
    private final Report report;

    public ConsumerVerification(Setup setup, PrintWriter out) {
        this.setup = setup;
        this.report = new Report(out);
    }

    /** Runs them; whether all that the monitor said was true. */
    public boolean run() throws IOException, InterruptedException {
        Lab.Setup labs = new Lab.Setup(
                setup.java(), setup.monitor(), setup.server(), setup.poll(), setup.window(), setup.bySystemAccount());
        if (setup.checks().contains(Check.LAG)) {
            alone(labs, lab -> new LagCheck(lab, setup.seed(), setup.scrapes(), report).run());
        }
        if (setup.checks().contains(Check.CAUSES)) {
            alone(labs, lab -> new CauseCheck(lab, setup.seed(), report).run(setup.together()));
        }
        if (setup.checks().contains(Check.QUORUM)) {
            try (Lab lab = Lab.cluster(labs)) {
                run(lab, l -> new QuorumCheck(l, setup.seed(), report).run());
            }
        }
        if (setup.checks().contains(Check.HEALTHY)) {
            alone(labs, lab -> new HealthyCheck(lab, setup.seed(), setup.healthy(), report).run());
        }
        return !report.hasFailed();
    }

    private interface Task {
        void run(Lab lab) throws IOException, InterruptedException;
    }

    private void alone(Lab.Setup labs, Task task) throws IOException, InterruptedException {
        try (Lab lab = Lab.single(labs)) {
            run(lab, task);
        }
    }

    private void run(Lab lab, Task task) throws IOException, InterruptedException {
        report.say(
                "--- nats-server %s, %s, polls every %d ms, window %d ms, seed %d",
                lab.server.version(),
                setup.bySystemAccount() ? "by snapshots of the servers" : "by the API's lists",
                setup.poll().toMillis(),
                setup.window().toMillis(),
                setup.seed());
        task.run(lab);
        if (!report.hasFailed()) {
            lab.succeeded();
        }
    }
}
