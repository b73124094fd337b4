package io.jpvs.kernel.plugin;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which classes the classes of a jar name in their constant pools. What is reached by reflection, through a name
/// in a string, stays unseen.
final class ClassReferences {
    private static final Pattern CLASS_IN_DESCRIPTOR = Pattern.compile("L([^;<]+);");

    private final Set<String> own = new TreeSet<>();
    private final Map<String, String> firstUser = new TreeMap<>();

    /// Adds a class file.
    ///
    /// @throws IllegalArgumentException if it is malformed
    void add(byte[] classFile) {
        ClassModel model = ClassFile.of().parse(classFile);
        String user = dotted(model.thisClass().asInternalName());
        own.add(user);
        for (PoolEntry entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry type -> note(type.asSymbol().descriptorString(), user);
                case NameAndTypeEntry member -> note(member.type().stringValue(), user);
                case MethodTypeEntry type -> note(type.descriptor().stringValue(), user);
                default -> {}
            }
        }
        for (FieldModel field : model.fields()) {
            note(field.fieldType().stringValue(), user);
        }
        for (MethodModel method : model.methods()) {
            note(method.methodType().stringValue(), user);
        }
    }

    /// Returns the names of the classes added.
    Set<String> own() {
        return own;
    }

    /// Returns the classes named that were not added, each with one that names it.
    Map<String, String> foreign() {
        Map<String, String> foreign = new TreeMap<>(firstUser);
        foreign.keySet().removeAll(own);
        return foreign;
    }

    private void note(String descriptor, String user) {
        Matcher matcher = CLASS_IN_DESCRIPTOR.matcher(descriptor);
        while (matcher.find()) {
            firstUser.putIfAbsent(dotted(matcher.group(1)), user);
        }
    }

    private static String dotted(String internalName) {
        return internalName.replace('/', '.');
    }
}
