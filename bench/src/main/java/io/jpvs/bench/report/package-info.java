/// Shows what was measured: a table, JSON and a chart.
package io.jpvs.bench.report;
