/// What jpvs costs, measured.
package io.jpvs.bench;
