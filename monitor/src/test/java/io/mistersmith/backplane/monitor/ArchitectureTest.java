package io.mistersmith.backplane.monitor;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Deployable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One direction of data: what each package may import, and who may touch Vert.x, NATS, clocks and threads. */
@AnalyzeClasses(packagesOf = Main.class, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.mistersmith.backplane.monitor.";

    /** The table of the architecture: package → packages of ours that it may import. */
    private static final Map<String, Set<String>> MAY_IMPORT = mayImport();

    private static Map<String, Set<String>> mayImport() {
        Map<String, Set<String>> table = new LinkedHashMap<>();
        table.put("frame", Set.of());
        table.put("wire", Set.of("frame"));
        table.put("config", Set.of());
        table.put("nats", Set.of("config"));
        for (String source : List.of("consumer", "traffic", "agent", "link", "host", "probe")) {
            table.put(source, Set.of("frame", "wire", "nats", "config"));
        }
        table.put("baseline", Set.of("frame", "wire", "config"));
        // frame for the labels of a violation only
        table.put("alert", Set.of("frame", "wire", "nats", "config"));
        table.put("exposition", Set.of("frame", "wire", "config"));
        return table;
    }

    @ArchTest
    static void packagesImportOnlyWhatTheTableAllows(JavaClasses all) {
        List<String> broken = new ArrayList<>();
        for (JavaClass type : all) {
            String from = feature(type);
            if (from.isEmpty()) {
                continue;
            }
            assertThat(MAY_IMPORT).as("a package that the table does not know").containsKey(from);
            Set<String> foreign = new TreeSet<>();
            type.getDirectDependenciesFromSelf().forEach(d -> {
                JavaClass target = d.getTargetClass().getBaseComponentType();
                String to = feature(target);
                boolean ours = target.getPackageName().startsWith(ROOT.substring(0, ROOT.length() - 1));
                if (ours
                        && !to.equals(from)
                        && (to.isEmpty() || !MAY_IMPORT.get(from).contains(to))) {
                    foreign.add(target.getName());
                }
            });
            foreign.forEach(f -> broken.add(type.getName() + " → " + f));
        }
        assertThat(broken).isEmpty();
    }

    private static String feature(JavaClass type) {
        String name = type.getPackageName() + ".";
        return name.startsWith(ROOT) && name.length() > ROOT.length()
                ? name.substring(ROOT.length(), name.indexOf('.', ROOT.length()))
                : "";
    }

    private static final DescribedPredicate<JavaClass> JNATS_CONNECTION = DescribedPredicate.describe(
            "the client's connection",
            type -> type.getPackageName().startsWith("io.nats.client")
                    && !Set.of("Message", "Headers", "MessageHandler").contains(type.getSimpleName()));

    @ArchTest
    static final ArchRule ONLY_NATS_TOUCHES_CONNECTIONS = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "nats..")
            .should()
            .dependOnClassesThat(JNATS_CONNECTION)
            .because("connections, reconnects, budgets and errors have one owner");

    /** Vert.x is for shells: verticles and what the exposition and the receivers are made of; the rest is arithmetic. */
    @ArchTest
    static final ArchRule PURE_PACKAGES_KNOW_NO_VERTX = noClasses()
            .that()
            .resideInAnyPackage(ROOT + "frame..", ROOT + "wire..", ROOT + "config..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.vertx..").or(resideInAPackage("io.nats..")));

    @ArchTest
    static final ArchRule PURE_CLASSES_HAVE_NO_CLOCK_AND_NO_THREAD = noClasses()
            .that()
            .resideInAnyPackage(
                    ROOT + "frame..",
                    ROOT + "wire..",
                    ROOT + "agent..",
                    ROOT + "consumer..",
                    ROOT + "traffic..",
                    ROOT + "link..",
                    ROOT + "probe..",
                    ROOT + "baseline..")
            .and(DescribedPredicate.not(touchesVertx()))
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .dependOnClassesThat(resideInAPackage("java.io..")
                    .and(resideOutsideOfPackages("java.io"))
                    .or(DescribedPredicate.describe("a thread", t -> t.isEquivalentTo(Thread.class))));

    /** A shell is what is made with Vert.x; its arithmetic lives elsewhere. */
    private static DescribedPredicate<JavaClass> touchesVertx() {
        return DescribedPredicate.describe(
                "touches Vert.x",
                type -> outermost(type).getDirectDependenciesFromSelf().stream()
                        .anyMatch(d -> d.getTargetClass().getPackageName().startsWith("io.vertx")));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    @ArchTest
    static final ArchRule VERTICLES_ARE_CALLED_SO = classes()
            .that()
            .areAssignableTo(Deployable.class)
            .should()
            .haveSimpleNameEndingWith("Verticle")
            .andShould()
            .notBeAssignableTo(AbstractVerticle.class);

    @ArchTest
    static final ArchRule NAMES_SAY_SOMETHING = noClasses()
            .should(com.tngtech.archunit.lang.conditions.ArchConditions.be(simpleNameEndingWith("Impl")
                    .or(simpleNameEndingWith("Util"))
                    .or(simpleNameEndingWith("Utils"))
                    .or(simpleNameEndingWith("Helper"))
                    .or(simpleNameEndingWith("Manager"))));
}
