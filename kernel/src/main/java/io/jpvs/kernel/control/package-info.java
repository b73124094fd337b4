/// The control socket: a running balancer is asked, over a Unix domain socket that its owner alone may use, what
/// it does.
///
/// A client sends one line of JSON, `{"jpvs": 1, "command": "conns", "filter": {"client": "10.1.0.2"}}`, and gets
/// lines of JSON until the balancer closes: any number of `{"data": ...}`, then `{"done": true}`, or, at any
/// place,
/// `{"error": {"kind": "configuration", "message": "..."}}`. The commands are `ping`, `stats`, `conns`, `plugins` and
/// `reload`.
@NullMarked
package io.jpvs.kernel.control;

import org.jspecify.annotations.NullMarked;
