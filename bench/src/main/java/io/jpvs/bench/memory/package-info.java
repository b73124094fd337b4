/// A worker in memory, with the plugins from their jars and established flows: what is measured without a device.
package io.jpvs.bench.memory;
