/// What a protocol author needs: one interface to implement, [io.jpvs.api.ProtocolHandler], and the few views it
/// works on.
///
/// Everything here is used by one worker thread at a time and reused from packet to packet: a handler keeps no
/// argument.
@NullMarked
package io.jpvs.api;

import org.jspecify.annotations.NullMarked;
