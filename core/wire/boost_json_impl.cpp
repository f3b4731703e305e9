// Boost.JSON compiled once, here, so that no shared library of it is needed.
#include <boost/json/src.hpp>
