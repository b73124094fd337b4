/// Services, their servers, and the schedulers that choose among them.
@NullMarked
package io.jpvs.kernel.service;

import org.jspecify.annotations.NullMarked;
