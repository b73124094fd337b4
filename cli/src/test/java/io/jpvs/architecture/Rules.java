package io.jpvs.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.util.Arrays;

/// The architecture's rules, for the modules below a root package: `io.jpvs`, or a broken copy of it.
final class Rules {
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
                .that()
                .resideInAPackage(root + ".plugins..")
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
                .dependOnClassesThat()
                .resideInAnyPackage(root + ".plugins..", root + ".cli..", root + ".testkit..", root + ".bench..")
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
                        .and(target(With.owner(HasName.Predicates.name(String.class.getName())))))
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

    private boolean isSeen(JavaClass plugin, JavaClass target) {
        String name = target.getName();
        if (target.isPrimitive() || isOf(owner(plugin), target)) {
            return true;
        }
        if (isOf(root + ".api", target)) {
            return !target.getSimpleName().equals("PacketCursor");
        }
        return !name.startsWith("java.lang.foreign.")
                && Arrays.stream(SEEN_BY_PLUGINS).anyMatch(name::startsWith);
    }

    /// Returns the package of the plugin that a class belongs to.
    private String owner(JavaClass plugin) {
        String packages = root + ".plugins.";
        return packages + plugin.getPackageName().substring(packages.length()).replaceFirst("\\..*", "");
    }

    private static boolean isOf(String packageName, JavaClass type) {
        return (type.getPackageName() + ".").startsWith(packageName + ".");
    }
}
