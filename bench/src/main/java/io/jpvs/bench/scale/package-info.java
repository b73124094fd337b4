/// How the cost of a packet grows with what there is: connections, services, servers, plugins; and with bursts and
/// frames.
package io.jpvs.bench.scale;
