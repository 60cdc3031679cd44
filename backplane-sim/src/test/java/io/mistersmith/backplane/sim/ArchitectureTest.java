package io.mistersmith.backplane.sim;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The simulator judges the monitor: it shares the wire contract with it, and nothing else. */
@AnalyzeClasses(packagesOf = Main.class, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule sim_reachesNoFurtherThanWire = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("io.mistersmith.backplane.monitor..")
                    .and(DescribedPredicate.not(resideInAPackage("io.mistersmith.backplane.monitor.wire"))));

    @ArchTest
    static final ArchRule features_haveNoCycles =
            slices().matching("io.mistersmith.backplane.sim.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule features_doNotKnowTheRoot = noClasses()
            .that()
            .resideInAPackage("io.mistersmith.backplane.sim.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.mistersmith.backplane.sim");

    @ArchTest
    static final ArchRule models_haveNoClockAndNoNats = noClasses()
            .that()
            .haveNameMatching(".*\\.(Fleet|Agent|Buckets|LoadModel|FaultSchedule|LogNormal|Draws|[A-Za-z]*Truth)")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("io.nats..", "io.vertx..");
}
