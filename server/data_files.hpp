// Where a server keeps its data, below one folder.
#pragma once

#include <filesystem>
#include <string>

namespace saduak::server {

struct DataFiles {
    std::filesystem::path folder;

    [[nodiscard]] std::string log() const { return (folder / "saduak.db").string(); }
    [[nodiscard]] std::string facts() const { return (folder / "facts.db").string(); }
    [[nodiscard]] std::filesystem::path outgoing() const { return folder / "outgoing.db"; }
    [[nodiscard]] std::filesystem::path archive() const { return folder / "archive"; }  // older events, see docs/LOG.md
    [[nodiscard]] std::filesystem::path tls() const { return folder / "tls"; }
    [[nodiscard]] std::filesystem::path logs() const { return folder / "logs"; }
    [[nodiscard]] std::string server_config() const { return (folder / "server.toml").string(); }
};

}  // namespace saduak::server
