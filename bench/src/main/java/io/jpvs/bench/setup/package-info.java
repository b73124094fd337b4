/// What it takes to open, refuse and end connections, and the longest that a burst had to wait for it.
package io.jpvs.bench.setup;
