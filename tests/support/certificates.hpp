#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace waymark::tests {

struct Identity {
  std::string certificate, key;  // PEM
};

// A certificate authority that lives as long as the test.
class TestAuthority {
 public:
  explicit TestAuthority(const std::string& name)
      : key_(new_key()), certificate_(new_certificate(name, key_)) {
    add(certificate_, NID_basic_constraints, "critical,CA:TRUE");
    sign(certificate_);
  }

  std::string certificate() const { return pem(certificate_); }

  // For 127.0.0.1, as server and as client.
  Identity issue(const std::string& name) const {
    const auto key = new_key();
    const auto certificate = new_certificate(name, key);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get()));
    add(certificate, NID_subject_alt_name, "IP:127.0.0.1");
    sign(certificate);
    return {pem(certificate), pem(key)};
  }

 private:
  using Key = std::shared_ptr<EVP_PKEY>;
  using Certificate = std::shared_ptr<X509>;

  static Key new_key() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

  static Certificate new_certificate(const std::string& name, const Key& key) {
    static int serial = 0;
    const Certificate certificate(X509_new(), X509_free);
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    const auto* text = reinterpret_cast<const unsigned char*>(name.c_str());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8, text, -1, -1,
                               0);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    return certificate;
  }

  static void add(const Certificate& certificate, int extension, const char* value) {
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> made(
        X509V3_EXT_conf_nid(nullptr, nullptr, extension, value), X509_EXTENSION_free);
    X509_add_ext(certificate.get(), made.get(), -1);
  }

  void sign(const Certificate& certificate) const {
    if (X509_sign(certificate.get(), key_.get(), EVP_sha256()) == 0) throw std::runtime_error("cannot sign");
  }

  static std::string text_of(BIO* bio) {
    char* text = nullptr;
    const auto size = BIO_get_mem_data(bio, &text);
    return {text, static_cast<std::size_t>(size)};
  }
  static std::string pem(const Certificate& certificate) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_X509(bio.get(), certificate.get());
    return text_of(bio.get());
  }
  static std::string pem(const Key& key) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return text_of(bio.get());
  }

  Key key_;
  Certificate certificate_;
};

// The same key behind a pass phrase.
inline std::string encrypted(const std::string& key) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> in(
      BIO_new_mem_buf(key.data(), static_cast<int>(key.size())), BIO_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> read(
      PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  const auto* phrase = reinterpret_cast<const unsigned char*>("secret");
  PEM_write_bio_PrivateKey(out.get(), read.get(), EVP_aes_128_cbc(), phrase, 6, nullptr, nullptr);
  char* text = nullptr;
  const auto size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace waymark::tests
