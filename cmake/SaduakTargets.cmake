# How our own code is compiled. Dependencies are SYSTEM includes and see none of these warnings.
find_package(Threads REQUIRED)

add_library(saduak_options INTERFACE)
target_include_directories(saduak_options INTERFACE ${CMAKE_SOURCE_DIR})
target_link_libraries(saduak_options INTERFACE Threads::Threads)
target_compile_options(saduak_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual -Wimplicit-fallthrough -Wno-missing-field-initializers
  -Werror=switch -Werror=return-type -Werror=unused-result)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 takes the unused alternatives of a std::variant for uninitialized reads.
  target_compile_options(saduak_options INTERFACE -Wduplicated-cond -Wlogical-op -Wno-maybe-uninitialized
    -Wno-mismatched-new-delete)  # false alarm of GCC 12 at coroutine frames
endif()
if(SADUAK_WERROR)
  target_compile_options(saduak_options INTERFACE -Werror)
endif()
if(SADUAK_SANITIZE)
  target_compile_options(saduak_options INTERFACE -fsanitize=${SADUAK_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_link_options(saduak_options INTERFACE -fsanitize=${SADUAK_SANITIZE})
endif()
if(SADUAK_FUZZ)
  target_compile_options(saduak_options INTERFACE -fsanitize=fuzzer-no-link,address,undefined)
  target_link_options(saduak_options INTERFACE -fsanitize=address,undefined)
endif()

# saduak_library(name [DEPENDS target...]): a static library of every .cpp below the current folder,
# but for main programs (main.cpp, *_main.cpp).
function(saduak_library name)
  cmake_parse_arguments(arg "" "" "DEPENDS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "(/|_)main\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "/node_modules/")
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC saduak_options ${arg_DEPENDS})
endfunction()
