# Debian 12 packages only; `run` installs them (its list is the one list).
find_package(Boost 1.81 REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(spdlog REQUIRED)
pkg_check_modules(LIBCURL REQUIRED IMPORTED_TARGET libcurl)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(CJOSE REQUIRED IMPORTED_TARGET cjose)
pkg_check_modules(LIBUSB REQUIRED IMPORTED_TARGET libusb-1.0)
pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)
pkg_check_modules(SDL2 REQUIRED IMPORTED_TARGET sdl2)
pkg_check_modules(SDL2_TTF REQUIRED IMPORTED_TARGET SDL2_ttf)
pkg_check_modules(PNG REQUIRED IMPORTED_TARGET libpng)
pkg_check_modules(THAI REQUIRED IMPORTED_TARGET libthai)
pkg_check_modules(FONTCONFIG REQUIRED IMPORTED_TARGET fontconfig)
pkg_check_modules(PANGOCAIRO REQUIRED IMPORTED_TARGET pangocairo)

# Boost is used header-only except for what is compiled once in platform/boost_impl_*.cpp:
# every file must see the same definitions, so they hang on one target.
add_library(saduak_boost_json INTERFACE)
target_compile_definitions(saduak_boost_json INTERFACE BOOST_JSON_NO_LIB BOOST_CONTAINER_NO_LIB)
target_link_libraries(saduak_boost_json INTERFACE Boost::headers)

add_library(saduak_boost_net INTERFACE)
target_compile_definitions(saduak_boost_net INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(saduak_boost_net INTERFACE saduak_boost_json OpenSSL::SSL OpenSSL::Crypto)
