#include "server/http/api_description.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace saduak::server {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

Result<json::object> read_part(fs::path const& path)
{
    std::ifstream in(path, std::ios::binary);
    std::string const text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (!in) return fail(Errc::io, "reading " + path.string());
    boost::system::error_code ec;
    json::value value = json::parse(text, ec);
    if (ec || !value.is_object()) return fail(Errc::parse, path.string() + " is no JSON object: " + ec.message());
    return std::move(value.get_object());
}

Status merge(json::object& into, json::object&& part, std::string const& where)
{
    for (auto& [key, value] : part) {
        std::string const name = where + "/" + std::string(key);
        auto* known = into.if_contains(key);
        if (known == nullptr) {
            into[key] = std::move(value);
        } else if (known->is_object() && value.is_object()) {
            SADUAK_TRY_STATUS(merge(known->get_object(), std::move(value.get_object()), name));
        } else if (known->is_array() && value.is_array()) {
            json::array& list = known->get_array();
            list.insert(list.end(), value.get_array().begin(), value.get_array().end());
        } else {
            return fail(Errc::parse, name + " is said twice");
        }
    }
    return {};
}

std::vector<std::string> operations_of(json::object const& whole)
{
    std::vector<std::string> operations;
    auto const* paths = whole.if_contains("paths");
    if (paths == nullptr || !paths->is_object()) return operations;
    for (auto const& [path, item] : paths->get_object())
        for (auto const& [method, name] : {std::pair("get", "GET "), std::pair("post", "POST "), std::pair("delete", "DELETE ")})
            if (item.is_object() && item.get_object().contains(method)) operations.push_back(name + std::string(path));
    return operations;
}

}  // namespace

Result<ApiDescription> ApiDescription::load(fs::path const& folder, std::string_view version)
{
    std::vector<fs::path> files;
    std::error_code ec;
    for (fs::directory_iterator at(folder, ec), end; !ec && at != end; at.increment(ec))
        if (at->path().extension() == ".json") files.push_back(at->path());
    if (ec || files.empty()) return fail(Errc::not_found, "no description of the API in " + folder.string());
    std::sort(files.begin(), files.end());
    json::object whole;
    for (fs::path const& file : files) {
        SADUAK_TRY(json::object part, read_part(file));
        SADUAK_TRY_STATUS(merge(whole, std::move(part), "").map_error(in(file.string())));
    }
    if (auto* info = whole.if_contains("info"); info != nullptr && info->is_object()) info->get_object()["version"] = version;
    ApiDescription description;
    description.operations_ = operations_of(whole);
    description.text_ = std::make_shared<std::string const>(json::serialize(whole));
    return description;
}

std::vector<std::string> ApiDescription::differences(std::vector<Route> const& routes) const
{
    std::vector<std::string> served;
    for (Route const& route : routes) served.push_back(std::string(word(route.method)) + " " + std::string(route.pattern));
    auto const missing_in = [](std::vector<std::string> const& list, std::string const& one) {
        return std::find(list.begin(), list.end(), one) == list.end();
    };
    std::vector<std::string> differences;
    for (std::string const& one : operations_)
        if (missing_in(served, one)) differences.push_back(one + " is described and not served");
    for (std::string const& one : served)
        if (missing_in(operations_, one)) differences.push_back(one + " is served and not described");
    return differences;
}

}  // namespace saduak::server
