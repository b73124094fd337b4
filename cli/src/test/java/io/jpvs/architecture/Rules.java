package io.jpvs.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.util.Set;

/// The architecture's rules, for the modules below a root package: `io.jpvs`, or a broken copy of it.
///
/// What stands below the root and is none of the modules known here is a plugin, so a new protocol is held to the
/// rules without a change to them.
final class Rules {
    private static final Set<String> MODULES = Set.of("api", "kernel", "testkit", "cli", "bench", "architecture");
    private static final String[] SEEN_BY_PLUGINS = {
        "java.", "org.pf4j.", "org.slf4j.", "jakarta.inject.", "org.jspecify."
    };

    private final String root;

    Rules(String root) {
        this.root = root;
    }

    /// Native calls are made in one package, behind typed classes.
    ArchRule nativeCallsInDpdkOnly() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(root + ".kernel.dpdk..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Linker.class, SymbolLookup.class)
                .allowEmptyShould(true);
    }

    ArchRule apiStandsAlone() {
        return classes()
                .that()
                .resideInAPackage(root + ".api..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(root + ".api..", "java..", "org.pf4j..", "org.jspecify..", "jakarta.inject..")
                .allowEmptyShould(true);
    }

    /// A plugin sees the API without the cursor, and no other plugin: what its class loader would not show either.
    ArchRule pluginsSeeTheApiOnly() {
        return classes()
                .that(arePlugins())
                .should(new ArchCondition<>("see the API only") {
                    @Override
                    public void check(JavaClass plugin, ConditionEvents events) {
                        for (Dependency dependency : plugin.getDirectDependenciesFromSelf()) {
                            if (!isSeen(plugin, dependency.getTargetClass().getBaseComponentType())) {
                                events.add(SimpleConditionEvent.violated(plugin, dependency.getDescription()));
                            }
                        }
                    }
                })
                .allowEmptyShould(true);
    }

    ArchRule kernelKnowsNoPlugin() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".kernel..")
                .should()
                .dependOnClassesThat(arePlugins())
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(root + ".cli..", root + ".testkit..", root + ".bench..")
                .allowEmptyShould(true);
    }

    ArchRule packagesFormNoCycle() {
        return slices().matching(root + ".(**)").should().beFreeOfCycles().allowEmptyShould(true);
    }

    /// Neither streams nor formatting where each packet passes: they allocate.
    ArchRule packetPathStreamsAndFormatsNothing() {
        return noClasses()
                .that()
                .resideInAnyPackage(root + ".kernel.worker..", root + ".kernel.table..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.stream..")
                .orShould()
                .callMethodWhere(target(nameMatching("format|formatted"))
                        .and(target(owner(HasName.Predicates.name(String.class.getName())))))
                .allowEmptyShould(true);
    }

    ArchRule packagesAreNamedForWhatTheyDo() {
        String words = "(util|common|helper|impl|base|manager)s?";
        return classes()
                .should(new ArchCondition<>("not reside in a package named " + words) {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        if (type.getPackageName().matches(".*\\." + words + "(\\..*)?")) {
                            events.add(SimpleConditionEvent.violated(type, type.getDescription() + " says nothing"));
                        }
                    }
                })
                .allowEmptyShould(true);
    }

    private DescribedPredicate<JavaClass> arePlugins() {
        return describe("are a plugin's", type -> {
            String module = module(type);
            return !module.isEmpty() && !MODULES.contains(module);
        });
    }

    private boolean isSeen(JavaClass plugin, JavaClass target) {
        String name = target.getName();
        if (target.isPrimitive() || module(target).equals(module(plugin))) {
            return true;
        }
        if (module(target).equals("api")) {
            return !target.getSimpleName().equals("PacketCursor");
        }
        if (name.startsWith("java.lang.foreign.")) {
            return false;
        }
        for (String seen : SEEN_BY_PLUGINS) {
            if (name.startsWith(seen)) {
                return true;
            }
        }
        return false;
    }

    /// Returns the first name below the root, or nothing if the class is not below it.
    private String module(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(root + ".") ? name.substring(root.length() + 1).replaceFirst("\\..*", "") : "";
    }
}
