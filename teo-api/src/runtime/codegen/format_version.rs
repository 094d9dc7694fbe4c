//! The macro `format_version`: generated code states the number of its format once, so that a runtime
//! that does not know the format refuses it with one sentence that says what to do.

/// Checks the format of generated code.
///
/// A generator that writes what an older runtime does not have raises the number. The runtime accepts
/// every number of its major version, and code without a number, which older generators wrote.
#[doc(hidden)]
#[macro_export]
macro_rules! __format_version {
    (1) => {};
    ($other:literal) => {
        ::core::compile_error!(::core::concat!(
            "this code was generated in format ",
            $other,
            ", and this version of teo-api accepts format 1: generate the code again with a \
             teo-codegen of the same major version as teo-api, or update teo-api"
        ));
    };
}
