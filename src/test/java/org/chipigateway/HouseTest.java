package org.chipigateway;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import java.util.Arrays;
import java.util.Optional;

import jakarta.enterprise.context.NormalScope;
import jakarta.inject.Scope;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.ext.Provider;

import org.chipigateway.identity.CurrentCaller;
import org.chipigateway.identity.Owner;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the rooms of the house: which package may use which. */
@AnalyzeClasses(packages = "org.chipigateway", importOptions = DoNotIncludeTests.class)
class HouseTest {

    private static final DescribedPredicate<JavaClass> OURS = resideInAPackage("org.chipigateway..");

    /**
     * A port, or the data that passes through it: what no container makes. A room that holds another's bean could call
     * past the port.
     */
    private static final DescribedPredicate<JavaClass> PORT_OR_DATA = describe("are ports or data",
            type -> !type.isMetaAnnotatedWith(NormalScope.class) && !type.isMetaAnnotatedWith(Scope.class)
                    && !type.isAnnotatedWith(Path.class) && !type.isAnnotatedWith(Provider.class));

    private static final DescribedPredicate<JavaClass> FAILURES = describe("are failures, or part of one",
            type -> withOuter(type).isPresent());

    @ArchTest
    static final ArchRule every_class_lives_in_a_room = classes().should().resideInAnyPackage("org.chipigateway",
            "..chipi..", "..identity..", "..catalog..", "..purchase..", "..stream..", "..webhook..", "..store..",
            "..problem..", "..operations..", "..simulator..");

    @ArchTest
    static final ArchRule chipi_stands_alone = room("chipi").usesOnly(nothing());

    @ArchTest
    static final ArchRule identity_stands_alone = room("identity").usesOnly(nothing());

    @ArchTest
    static final ArchRule catalog = room("catalog").usesOnly(rooms("chipi", "identity"));

    @ArchTest
    static final ArchRule purchase = room("purchase").usesOnly(rooms("chipi", "catalog", "identity"));

    @ArchTest
    static final ArchRule stream = room("stream").usesOnly(rooms("purchase", "identity"));

    @ArchTest
    static final ArchRule webhook = room("webhook").usesOnly(rooms("purchase"));

    /** Of identity only whose a row is, and ports: a bearer never comes near the store. */
    @ArchTest
    static final ArchRule store = room("store").usesOnly(rooms("purchase", "webhook", "chipi").and(PORT_OR_DATA)
            .or(equivalentTo(Owner.class)).or(rooms("identity").and(JavaClass.Predicates.INTERFACES)));

    @ArchTest
    static final ArchRule problem = room("problem")
            // Whether the bearer has ended meanwhile decides between 401 and 502 where Chipi didn't take it.
            .usesOnly(FAILURES.or(equivalentTo(CurrentCaller.class)));

    @ArchTest
    static final ArchRule operations = room("operations")
            .usesOnly(rooms("chipi", "identity", "catalog", "purchase", "stream", "webhook").and(PORT_OR_DATA));

    @ArchTest
    static final ArchRule simulator_talks_http_only = room("simulator").usesOnly(nothing());

    @ArchTest
    static final ArchRule nobody_uses_the_simulator = nobodyUses("simulator");

    /** The root starts what is no part of a running gateway. */
    @ArchTest
    static final ArchRule nobody_uses_the_store_behind_its_ports = noClasses()
            .that().resideOutsideOfPackages(inside("store"), "org.chipigateway").should()
            .dependOnClassesThat(resideInAPackage(inside("store")));

    @ArchTest
    static final ArchRule nobody_uses_problem = nobodyUses("problem");

    @ArchTest
    static final ArchRule nobody_uses_operations = nobodyUses("operations");

    /** The root puts the house together, so it may know the rooms; the rooms get what it makes by injection. */
    @ArchTest
    static final ArchRule no_room_uses_the_root = noClasses().that().resideOutsideOfPackage("org.chipigateway").should()
            .dependOnClassesThat(resideInAPackage("org.chipigateway")).allowEmptyShould(true);

    @ArchTest
    static final ArchRule no_cycles = slices().matching("org.chipigateway.(*)..").should().beFreeOfCycles()
            .allowEmptyShould(true);

    private static Optional<JavaClass> withOuter(JavaClass type) {
        for (Optional<JavaClass> each = Optional.of(type); each.isPresent(); each = each.get().getEnclosingClass()) {
            if (each.get().isAssignableTo(Throwable.class)) {
                return each;
            }
        }
        return Optional.empty();
    }

    private static ArchRule nobodyUses(String name) {
        return noClasses().that().resideOutsideOfPackage(inside(name)).should()
                .dependOnClassesThat(resideInAPackage(inside(name))).allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaClass> nothing() {
        return DescribedPredicate.alwaysFalse();
    }

    private static DescribedPredicate<JavaClass> rooms(String... names) {
        return resideInAnyPackage(
                Arrays.stream(names).map(HouseTest::inside).toArray(String[]::new));
    }

    private static String inside(String name) {
        return "org.chipigateway." + name + "..";
    }

    private static Room room(String name) {
        return new Room(name);
    }

    private record Room(String name) {

        ArchRule usesOnly(DescribedPredicate<JavaClass> allowed) {
            DescribedPredicate<JavaClass> foreign = OURS.and(not(resideInAPackage(inside(name)))).and(not(allowed));
            return noClasses().that().resideInAPackage(inside(name)).should().dependOnClassesThat(foreign)
                    .as(name + " may use, of ours, only what the house table allows").allowEmptyShould(true);
        }
    }
}
