package io.jpvs.kernel.worker;

import io.jpvs.api.IpVersion;
import io.jpvs.api.ProtocolHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Makes lanes. The packet loop's class is defined once for every handler class, as a hidden class of the same
/// bytes: HotSpot profiles and compiles each copy by itself, so the tenth protocol does not slow the first.
public final class LaneFactory {
    private static final MethodType CONSTRUCTOR = MethodType.methodType(
            void.class, ProtocolHandler.class, int.class, IpVersion.class, WorkerState.class, Detours.class);

    private final ConcurrentMap<Class<?>, MethodHandle> constructors = new ConcurrentHashMap<>();

    /// Makes a factory; one for all workers, so that each handler class has one copy of the loop.
    public LaneFactory() {}

    /// Makes the lane of one protocol number over one IP version.
    Lane lane(ProtocolHandler handler, int protocol, IpVersion version, WorkerState state, Detours detours) {
        try {
            return (Lane) constructors
                    .computeIfAbsent(handler.getClass(), type -> defineCopy())
                    .invoke(handler, protocol, version, state, detours);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the packet loop cannot be made for " + handler.getClass(), e);
        }
    }

    private static MethodHandle defineCopy() {
        try (InputStream bytes = LaneLoop.class.getResourceAsStream("LaneLoop.class")) {
            if (bytes == null) {
                throw new IllegalStateException("LaneLoop.class is not on the class path");
            }
            MethodHandles.Lookup copy = MethodHandles.lookup().defineHiddenClass(bytes.readAllBytes(), true);
            return copy.findConstructor(copy.lookupClass(), CONSTRUCTOR);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the packet loop cannot be copied", e);
        }
    }
}
