package org.chipigateway;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import java.io.PrintStream;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.Context;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.rest.client.inject.RestClient;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import io.quarkus.security.Authenticated;

/** What no class of the gateway does, whichever room it lives in. */
@AnalyzeClasses(packages = "org.chipigateway", importOptions = DoNotIncludeTests.class)
class CodeRulesTest {

    private static final DescribedPredicate<JavaClass> SIMULATOR = resideInAPackage("org.chipigateway.simulator..");

    private static final DescribedPredicate<JavaClass> MAIN = describe("the main class",
            type -> type.getFullName().equals("org.chipigateway.Main"));

    private static final DescribedPredicate<JavaClass> TIME_PRODUCER = describe("the producer of the time",
            type -> type.getMethods().stream().anyMatch(method -> method.isAnnotatedWith(Produces.class)
                    && method.getRawReturnType().isAssignableTo(InstantSource.class)));

    /** {@code System.nanoTime()} is free: it measures and tells no date. */
    private static final DescribedPredicate<JavaMethodCall> READS_THE_CLOCK = describe("read the system's clock",
            call -> {
                MethodCallTarget target = call.getTarget();
                String owner = target.getOwner().getFullName();
                boolean withClock = target.getRawParameterTypes().stream()
                        .anyMatch(type -> type.isAssignableTo(Clock.class));
                return owner.equals("java.lang.System") && target.getName().equals("currentTimeMillis")
                        || owner.startsWith("java.time.") && target.getName().equals("now") && !withClock
                        || owner.equals(Clock.class.getName()) && target.getName().startsWith("system")
                        || owner.equals(InstantSource.class.getName()) && target.getName().equals("system");
            });

    private static final DescribedPredicate<JavaMethodCall> SLEEPS = describe("put a thread to sleep",
            call -> call.getTarget().getName().equals("sleep")
                    && (call.getTargetOwner().isAssignableTo(Thread.class)
                            || call.getTargetOwner().isAssignableTo(TimeUnit.class)));

    /** An interface that nobody implements is a client's: it asks, and answers nothing. */
    private static final DescribedPredicate<JavaMethod> HTTP_METHOD = describe("answer HTTP",
            method -> method.isMetaAnnotatedWith(HttpMethod.class)
                    && !(method.getOwner().isInterface() && method.getOwner().getAllSubclasses().isEmpty()));

    @ArchTest
    static final ArchRule names_say_what_a_class_is = noClasses().should()
            .haveNameMatching(".*(Utils?|Helpers?|Managers?|Impl)(\\$.*)?");

    @ArchTest
    static final ArchRule no_thread_sleeps = noClasses().should().callMethodWhere(SLEEPS);

    @ArchTest
    static final ArchRule nothing_is_printed = noClasses().that(not(SIMULATOR)).and(not(MAIN)).should()
            .accessFieldWhere(describe("prints to the console",
                    access -> access.getTargetOwner().isEquivalentTo(System.class)
                            && access.getTarget().getRawType().isAssignableTo(PrintStream.class)))
            .orShould().callMethodWhere(describe("prints a stack trace",
                    call -> call.getTarget().getName().equals("printStackTrace")
                            && call.getTargetOwner().isAssignableTo(Throwable.class)));

    @ArchTest
    static final ArchRule every_http_method_is_guarded = methods().that(HTTP_METHOD).should()
            .beAnnotatedWith(Authenticated.class).orShould().beAnnotatedWith(RolesAllowed.class).orShould()
            .beAnnotatedWith(PermitAll.class).allowEmptyShould(true)
            .because("a path policy can be tricked by the way a path is written");

    @ArchTest
    static final ArchRule constructors_inject = noFields().should().beAnnotatedWith(Inject.class).orShould()
            .beAnnotatedWith(ConfigProperty.class).orShould().beAnnotatedWith(RestClient.class).orShould()
            .beAnnotatedWith(Context.class);

    @ArchTest
    static final ArchRule no_java_util_date = noClasses().should().dependOnClassesThat()
            .areAssignableTo(Date.class);

    @ArchTest
    static final ArchRule time_is_injected = noClasses().that(not(SIMULATOR)).and(not(TIME_PRODUCER)).should()
            .callMethodWhere(READS_THE_CLOCK).because("tests set the time");

    @ArchTest
    static final ArchRule loggers_are_constants = fields().that()
            .haveRawType(describe("a logger", type -> Set.of("org.jboss.logging.Logger", "org.slf4j.Logger",
                    "java.util.logging.Logger").contains(type.getFullName())))
            .should().bePrivate().andShould().beStatic().andShould().beFinal().allowEmptyShould(true);
}
