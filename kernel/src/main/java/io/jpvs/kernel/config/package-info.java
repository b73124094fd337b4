/// The configuration file: read strictly into immutable records, or refused with one error that names the line and
/// the fix. What depends on the loaded protocols is checked in a second step.
@NullMarked
package io.jpvs.kernel.config;

import org.jspecify.annotations.NullMarked;
