"""Errors as Chargebee answers them: `message`, `type`, `api_error_code`, sometimes `param`."""

from __future__ import annotations

from collections.abc import Mapping

from ..wire import Reply, json_reply


class ApiError(Exception):
    """Ends a request with an error answer."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        type: str = "invalid_request",  # noqa: A002
        param: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.type, self.param, self.headers = type, param, headers

    def reply(self) -> Reply:
        body = {
            "message": f"{self.param} : {self.message}" if self.param else self.message,
            "type": self.type,
            "api_error_code": self.code,
            "error_code": self.code,
            "error_msg": self.message,
            "http_status_code": self.status,
        }
        if self.param:
            body |= {"param": self.param, "error_param": self.param}
        return json_reply(self.status, body, self.headers)


def wrong_value(param: str, message: str) -> ApiError:
    return ApiError(400, "param_wrong_value", message, param=param)


def unknown_param(param: str) -> ApiError:
    return ApiError(400, "invalid_request", "is not a parameter of this operation", param=param)


def not_found(what: str) -> ApiError:
    return ApiError(404, "resource_not_found", f"{what} not found")


def wrong_state(message: str) -> ApiError:
    return ApiError(409, "invalid_state_for_request", message)


def incompatible() -> ApiError:
    return ApiError(
        400, "configuration_incompatible", "This API operation is not enabled for this site"
    )
