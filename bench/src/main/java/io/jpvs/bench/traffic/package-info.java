/// The packets that the rig plays: flows, their frames as they arrive and as they have to leave.
package io.jpvs.bench.traffic;
