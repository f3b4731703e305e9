# Writes OUT, which defines wire::fold_version(), from the contents of SOURCES. Run as a script; the file is touched only where it changes.
set(all "")
foreach(source ${SOURCES})
  file(SHA256 ${source} hash)
  string(APPEND all ${hash})
endforeach()
string(SHA256 hash "${all}")
string(SUBSTRING ${hash} 0 16 version)
file(CONFIGURE OUTPUT ${OUT} CONTENT [[
#include "core/wire/state_json.hpp"

std::string_view saduak::wire::fold_version() { return "@version@"; }
]] @ONLY)
