# Faster builds where the tools are present; the result is the same without them.
find_program(SADUAK_CCACHE ccache)
if(SADUAK_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${SADUAK_CCACHE})
endif()
find_program(SADUAK_LLD ld.lld)
if(SADUAK_LLD)
  add_link_options(-fuse-ld=lld)
endif()
